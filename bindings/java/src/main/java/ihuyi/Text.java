package ihuyi;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;

/** Text as the library wants it: bytes of one charset, with a NUL at the end. */
final class Text {
    static final Text UTF_8 = new Text("utf-8", StandardCharsets.UTF_8);

    final String name;
    private final Charset charset;

    private Text(String name, Charset charset) {
        this.name = name;
        this.charset = charset;
    }

    /**
     * For the name of a file that may not be there yet. On Windows the library reads such a name in the client's charset, where that can be done:
     * half of all Chinese names in UTF-8 are other ones in GBK. Elsewhere names are in the file system's encoding.
     */
    Text ofNewFiles(char separator) {
        return separator == '\\' ? this : UTF_8;
    }

    /** The charset that the library calls so. What it calls gbk it reads and writes as GB18030. */
    static Text named(String name) {
        if (name.equals(UTF_8.name)) return UTF_8;
        try {
            return new Text(name, Charset.forName(name.equals("gbk") ? "GB18030" : name));
        } catch (UnsupportedCharsetException | IllegalCharsetNameException e) {
            throw new UnsupportedOperationException("这个 Java 不认识编码 " + name + "，请设置 charset = utf-8 / this Java does not know the charset "
                + name + ", please set charset = utf-8");
        }
    }

    /** The bytes of a text. */
    byte[] encode(String text) throws UnwritableTextException {
        if (text == null) return null;
        // A NUL would end the text for the library, and the rest would be lost without a word. Control character 1 is refused like it would
        // be, and by the library, in its own words.
        CharBuffer characters = CharBuffer.wrap(text.replace('\0', '\1'));
        // A new encoder reports what it cannot write; String.getBytes would write a question mark.
        CharsetEncoder encoder = charset.newEncoder();
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.ceil(text.length() * (double) encoder.maxBytesPerChar()) + 16);
        CoderResult ended = encoder.encode(characters, bytes, true);
        if (!ended.isError()) ended = encoder.flush(bytes);
        if (ended.isError()) throw new UnwritableTextException(characters.position());
        byte[] terminated = Arrays.copyOf(bytes.array(), bytes.position() + 1);
        // Both may have held a key; the array that is left belongs to the caller.
        Arrays.fill(bytes.array(), (byte) 0);
        terminated[terminated.length - 1] = 0;
        return terminated;
    }

    /**
     * As encode, for a row of a list. What cannot be written is handed over up to there, with a byte behind it that no text of the charset has:
     * then the library leaves the row out, in its place and with its own words, and the list goes on.
     */
    byte[] encodeRow(String text) throws UnwritableTextException {
        try {
            return encode(text);
        } catch (UnwritableTextException e) {
            if (this != UTF_8 && !name.equals("gbk")) throw e;
            byte[] before = encode(text.substring(0, e.index));
            byte[] marked = Arrays.copyOf(before, before.length + 1);
            marked[before.length - 1] = (byte) 0xff;
            return marked;
        }
    }

    /** The text of an array, up to its NUL. */
    String decode(byte[] array) {
        int end = 0;
        while (end < array.length && array[end] != 0) end++;
        return new String(array, 0, end, charset);
    }

    /** The text of a C string. */
    String decode(Pointer text) {
        return new String(text.getByteArray(0, (int) text.indexOf(0, (byte) 0)), charset);
    }

    /** Half a surrogate pair, or a character that the charset lacks. */
    static final class UnwritableTextException extends Exception {
        private static final long serialVersionUID = 1;

        final int index;

        UnwritableTextException(int index) {
            this.index = index;
        }
    }
}
