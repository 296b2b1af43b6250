package io.microcontainer.build.cache;

import io.microcontainer.build.tree.ByteText;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** Texts in the records of a store: their length in bytes, then the bytes, whatever their encoding is. */
public final class RecordText {

    private RecordText() {
    }

    /** Writes one. */
    public static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = ByteText.encode(text);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads one. */
    public static String read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return ByteText.decode(bytes);
    }
}
