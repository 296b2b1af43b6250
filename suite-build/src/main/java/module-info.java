/** smith: from RPM packages, repositories or images to a microcontainer image. */
@SuppressWarnings("requires-automatic")
module io.microcontainer.build {
    requires transitive io.microcontainer.api;
    requires transitive java.net.http;
    requires java.xml;
    requires org.apache.commons.compress;
    requires org.tukaani.xz;
    requires com.github.luben.zstd_jni;
    requires redline;
    requires org.bouncycastle.pg;
    requires org.bouncycastle.provider;
    requires org.ow2.sat4j.core;
    requires org.yaml.snakeyaml;

    exports io.microcontainer.build.archive;
    exports io.microcontainer.build.bom;
    exports io.microcontainer.build.cache;
    exports io.microcontainer.build.cart;
    exports io.microcontainer.build.elf;
    exports io.microcontainer.build.examine;
    exports io.microcontainer.build.fetch;
    exports io.microcontainer.build.image;
    exports io.microcontainer.build.imports;
    exports io.microcontainer.build.layer;
    exports io.microcontainer.build.nss;
    exports io.microcontainer.build.packages;
    exports io.microcontainer.build.pgp;
    exports io.microcontainer.build.registry;
    exports io.microcontainer.build.repo;
    exports io.microcontainer.build.resolve;
    exports io.microcontainer.build.rpm;
    exports io.microcontainer.build.select;
    exports io.microcontainer.build.sign;
    exports io.microcontainer.build.smith;
    exports io.microcontainer.build.source;
    exports io.microcontainer.build.spec;
    exports io.microcontainer.build.tar;
    exports io.microcontainer.build.transfer;
    exports io.microcontainer.build.tree;
    exports io.microcontainer.build;
}
