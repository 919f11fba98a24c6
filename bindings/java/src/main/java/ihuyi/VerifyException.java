package ihuyi;

/** 验证码或图片的答案不对、过期、用过或没有 / a one-time code or the answer to a picture: wrong, expired, used up, or not there. */
public final class VerifyException extends IhuyiException {
    private static final long serialVersionUID = 1;

    VerifyException(Result result) {
        super(result);
    }
}
