package ihuyi;

/** 太多或太快 / too many, or too fast. */
public final class LimitException extends IhuyiException {
    private static final long serialVersionUID = 1;

    LimitException(Result result) {
        super(result);
    }
}
