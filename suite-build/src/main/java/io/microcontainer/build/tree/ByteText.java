package io.microcontainer.build.tree;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Text of the kernel's kind: any bytes but NUL, mostly UTF-8. A byte that is no UTF-8 becomes the lone surrogate U+DC00
 * plus its value (as PEP 383 does), so that every name survives the way into a string and back byte for byte.
 */
public final class ByteText {

    private static final char ESCAPE = '\uDC00';

    private ByteText() {
    }

    /** The string that stands for these bytes. */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /** The string that stands for a part of these bytes. */
    public static String decode(byte[] bytes, int offset, int length) {
        boolean ascii = true;
        for (int i = offset; i < offset + length && ascii; i++) {
            ascii = bytes[i] >= 0;
        }
        if (ascii) {
            return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, length);
        CharBuffer out = CharBuffer.allocate(length);
        while (true) {
            var result = decoder.decode(in, out, true);
            if (!result.isError()) {
                break;
            }
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE + (in.get() & 0xff)));
            }
            decoder.reset();
        }
        return out.flip().toString();
    }

    /**
     * The bytes that the string stands for.
     *
     * @throws IllegalArgumentException if the string holds a surrogate that stands for no byte
     */
    public static byte[] encode(String text) {
        var out = new ByteArrayOutputStream(text.length());
        int plain = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
                continue;
            }
            if (!isEscape(c)) {
                throw new IllegalArgumentException("the text holds a lone surrogate " + String.format("U+%04X", (int) c));
            }
            out.writeBytes(utf8(text, plain, i));
            out.write(c - ESCAPE);
            plain = i + 1;
        }
        if (plain == 0) {
            return utf8(text, 0, text.length());
        }
        out.writeBytes(utf8(text, plain, text.length()));
        return out.toByteArray();
    }

    /** The text fit for a message: control characters and bytes that are no UTF-8 as {@code \xNN}. */
    public static String printable(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                out.append(c).append(text.charAt(++i));
            } else if (isEscape(c)) {
                out.append("\\x").append(HexFormat.of().toHexDigits((byte) (c - ESCAPE)));
            } else if (Character.isISOControl(c)) {
                out.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static boolean isEscape(char c) {
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff;
    }

    private static byte[] utf8(String text, int from, int to) {
        try {
            ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text, from, to));
            byte[] out = new byte[bytes.remaining()];
            bytes.get(out);
            return out;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the text cannot be written as UTF-8", e);
        }
    }
}
