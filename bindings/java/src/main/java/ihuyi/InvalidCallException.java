package ihuyi;

/** 调用本身有问题：参数、编码 / the call itself: an argument, its charset. */
public final class InvalidCallException extends IhuyiException {
    private static final long serialVersionUID = 1;

    InvalidCallException(Result result) {
        super(result);
    }
}
