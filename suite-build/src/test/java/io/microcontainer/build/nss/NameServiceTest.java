package io.microcontainer.build.nss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.microcontainer.build.select.HostTree;
import io.microcontainer.build.tree.FileTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameServiceTest {

    /** The table of the smith of 2017. */
    @ParameterizedTest
    @CsvSource({"root:root,0,0,root,root,true", "0:0,0,0,root,root,false", "daemon:daemon,1,1,daemon,daemon,true",
        "1:1,1,1,daemon,daemon,false", "smith:0,10,0,smith,root,true", "0:smith,0,10,root,smith,true",
        "1000:1000,1000,1000,smith,smith,false", "foo:bar,10,10,foo,bar,true", "foo:1000,10,1000,foo,smith,true",
        "1000:bar,1000,10,smith,bar,true", "'',10,10,smith,smith,false"})
    void parsesUsers(String text, long uid, long gid, String user, String group, boolean named) {
        assertEquals(new Account(user, uid, group, gid, named), Account.parse(text));
    }

    @Test
    void refusesNumbersThatNoUserHas() {
        assertThrows(IllegalArgumentException.class, () -> Account.parse("4294967295"));
        assertThrows(IllegalArgumentException.class, () -> Account.parse("1:99999999999999999999"));
    }

    @Test
    void writesWholeLines() {
        assertEquals("""
                root:x:0:0:root:/write:
                daemon:x:1:1:daemon:/write:
                bin:x:2:2:bin:/write:
                sys:x:3:3:sys:/write:
                foo:x:10:20:foo:/write:
                """, NameService.passwd(Account.parse("foo:20")));
        assertEquals("""
                root:x:0:
                daemon:x:1:
                bin:x:2:
                sys:x:3:
                adm:x:4:foo
                tty:x:5:
                bar:x:10:
                one:x:11:foo
                group44:x:44:foo
                two:x:12:foo
                """, NameService.group(Account.parse("foo:bar"), List.of("one", "adm", "44", "two", "bar", "one")));
        assertEquals(4, NameService.passwd(Account.parse("root")).lines().count());
    }

    @Test
    void theCLibraryReadsThem(@TempDir Path directory) throws Exception {
        var tree = new FileTree();
        NameService.files(Account.parse("foo:bar"), List.of("adm", "one")).forEach(tree::put);
        HostTree.write(tree, directory);
        for (String part : List.of("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "lib", "lib64", "bin")) {
            Files.createDirectories(directory.resolve(part));
        }
        String out = HostTree.run("unshare", "-m", "sh", "-ec", """
                for d in usr/bin usr/sbin usr/lib usr/lib64 lib lib64 bin; do
                  if [ -d /$d ]; then mount --rbind /$d "$1/$d"; fi
                done
                exec chroot "$1" id foo""", "sh", directory.toString());
        assertEquals("uid=10(foo) gid=10(bar) groups=10(bar),4(adm),11(one)", out.trim());
    }
}
