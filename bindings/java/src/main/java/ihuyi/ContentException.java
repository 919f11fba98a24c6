package ihuyi;

/** 这段内容有问题 / this text. */
public final class ContentException extends IhuyiException {
    private static final long serialVersionUID = 1;

    ContentException(Result result) {
        super(result);
    }
}
