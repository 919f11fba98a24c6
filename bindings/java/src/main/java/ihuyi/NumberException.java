package ihuyi;

/** 这个号码有问题 / this phone number. */
public final class NumberException extends IhuyiException {
    private static final long serialVersionUID = 1;

    NumberException(Result result) {
        super(result);
    }
}
