package ihuyi;

/** 本库的缺陷 / a defect of the library. */
public final class InternalException extends IhuyiException {
    private static final long serialVersionUID = 1;

    InternalException(Result result) {
        super(result);
    }
}
