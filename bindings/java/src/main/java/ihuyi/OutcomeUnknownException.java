package ihuyi;

/** 请求已发出而没有结论：不要盲目重发，等回执或到控制台查看 / the request left and no verdict came back: do not resend blindly, wait for the receipt or look in the console. */
public final class OutcomeUnknownException extends IhuyiException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(Result result) {
        super(result);
    }
}
