package ihuyi;

/** 动态库找不到、不对或太旧；说明里有办法 / the native library is missing, wrong or too old; the message says what to do. */
public final class LibraryException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LibraryException(String message) {
        super(message);
    }
}
