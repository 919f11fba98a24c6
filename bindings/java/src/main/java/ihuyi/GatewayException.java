package ihuyi;

/** 网关的其他拒绝 / another refusal of the gateway's. */
public final class GatewayException extends IhuyiException {
    private static final long serialVersionUID = 1;

    GatewayException(Result result) {
        super(result);
    }
}
