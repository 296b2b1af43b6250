package io.microcontainer.build.rpm;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Takes the content of a package's regular files in the order of the archive. */
@FunctionalInterface
public interface PayloadSink {

    /**
     * One regular file.
     *
     * @param names   the file's entries in the header: several where they are hard links of one another, the first as in the header
     * @param content its bytes; what is left unread is skipped. An exception at its end says that it does not match its digest
     */
    void regular(List<RpmFile> names, InputStream content) throws IOException;
}
