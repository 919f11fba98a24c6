package ihuyi;

/** 到不了网关，什么都没有发出，可以稍后重发 / the way to the gateway; nothing was sent, sending again later is safe. */
public final class NotSentException extends IhuyiException {
    private static final long serialVersionUID = 1;

    NotSentException(Result result) {
        super(result);
    }
}
