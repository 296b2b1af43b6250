package io.microcontainer.api.oci.runtime;

/** A config.json with every field of the specification that concerns Linux, and unknown fields in many places. */
public final class FullConfig {

    public static final String TEXT = """
            {"ociVersion":"1.3.0","process":{"terminal":true,"consoleSize":{"height":24,"width":80},
            "user":{"uid":1,"gid":4294967294,"umask":63,"additionalGids":[5,6],"x-user":1},"args":["/bin/sh","-c","true"],"env":["A=1","B="],"cwd":"/w",
            "capabilities":{"bounding":["CAP_CHOWN"],"effective":["CAP_CHOWN"],"inheritable":["CAP_KILL"],"permitted":["CAP_CHOWN"],"ambient":["CAP_KILL"]},
            "rlimits":[{"type":"RLIMIT_NOFILE","soft":1024,"hard":18446744073709551615}],"noNewPrivileges":true,"apparmorProfile":"p","oomScoreAdj":-100,
            "scheduler":{"policy":"SCHED_DEADLINE","nice":-5,"priority":1,"flags":["SCHED_FLAG_RECLAIM"],"runtime":1,"deadline":2,"period":3},
            "selinuxLabel":"l","ioPriority":{"class":"IOPRIO_CLASS_BE","priority":4},"execCPUAffinity":{"initial":"0-3,7","final":"1"},"x-process":[1]},
            "root":{"path":"rootfs","readonly":true},"hostname":"h","domainname":"d",
            "mounts":[{"destination":"/data","type":"bind","source":"/src","options":["rbind","ridmap","rro"],
            "uidMappings":[{"containerID":0,"hostID":1000,"size":1}],"gidMappings":[{"containerID":0,"hostID":1000,"size":1}],"x-mount":null}],
            "hooks":{"prestart":[{"path":"/a"}],"createRuntime":[{"path":"/b","args":["b","1"],"env":["C=2"],"timeout":30}],"createContainer":[{"path":"/c"}],
            "startContainer":[{"path":"/d"}],"poststart":[{"path":"/e"}],"poststop":[{"path":"/f"}]},
            "annotations":{"a":"1","org.example.key":"v"},
            "linux":{"uidMappings":[{"containerID":0,"hostID":100000,"size":65536}],"gidMappings":[{"containerID":0,"hostID":100000,"size":65536}],
            "sysctl":{"kernel.msgmax":"1","net.core.somaxconn":"256"},
            "resources":{"devices":[{"allow":false,"access":"rwm"},{"allow":true,"type":"c","major":10,"minor":229,"access":"rw"},{"allow":true,"type":"a"}],
            "memory":{"limit":536870912,"reservation":536870912,"swap":-1,"kernel":-1,"kernelTCP":-1,"swappiness":0,"disableOOMKiller":false,"useHierarchy":true,
            "checkBeforeUpdate":false},
            "cpu":{"shares":1024,"quota":1000000,"burst":1000000,"period":500000,"realtimeRuntime":950000,"realtimePeriod":1000000,"cpus":"2-3","mems":"0-7","idle":0},
            "pids":{"limit":0},
            "blockIO":{"weight":10,"leafWeight":1000,"weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],
            "throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],"throttleWriteBpsDevice":[{"major":8,"minor":1,"rate":0}],
            "throttleReadIOPSDevice":[{"major":8,"minor":2,"rate":300}],"throttleWriteIOPSDevice":[{"major":8,"minor":3,"rate":18446744073709551615}]},
            "hugepageLimits":[{"pageSize":"2MB","limit":209715200}],
            "network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},"rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},
            "unified":{"memory.high":"100","io.max":"8:0 rbps=1"},"x-resources":true},
            "cgroupsPath":"/c","namespaces":[{"type":"pid"},{"type":"network","path":"/run/netns/n"},{"type":"mount"},{"type":"ipc"},{"type":"uts"},{"type":"user"},
            {"type":"cgroup"},{"type":"time"}],
            "devices":[{"path":"/dev/fuse","type":"c","major":10,"minor":229,"fileMode":438,"uid":0,"gid":7}],
            "netDevices":{"eth1":{"name":"in"},"eth2":{}},
            "seccomp":{"defaultAction":"SCMP_ACT_ERRNO","defaultErrnoRet":1,"architectures":["SCMP_ARCH_X86_64","SCMP_ARCH_X32"],
            "flags":["SECCOMP_FILTER_FLAG_LOG","SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"],"listenerPath":"/run/s","listenerMetadata":"m",
            "syscalls":[{"names":["read","clone"],"action":"SCMP_ACT_ALLOW","errnoRet":2,
            "args":[{"index":0,"value":18446744073709551615,"valueTwo":1,"op":"SCMP_CMP_MASKED_EQ"}]}]},
            "rootfsPropagation":"rslave","maskedPaths":["/proc/kcore"],"readonlyPaths":["/proc/sys"],"mountLabel":"ml",
            "intelRdt":{"closID":"g","schemata":["L3:0=f"],"l3CacheSchema":"L3:0=7","memBwSchema":"MB:0=20","enableMonitoring":true},
            "memoryPolicy":{"mode":"MPOL_INTERLEAVE","nodes":"0-1","flags":["MPOL_F_STATIC_NODES"]},
            "personality":{"domain":"LINUX32","flags":["X"]},
            "timeOffsets":{"boottime":{"secs":-60,"nanosecs":5},"monotonic":{"secs":172800,"nanosecs":0}},"x-linux":{"a":{"b":[1,2]}}},
            "vm":{"kernel":{"path":"/k"}},"windows":{"layerFolders":["C:"]},"x-top":"kept"}
            """.replace("\n", "");

    private FullConfig() {
    }
}
