package ihuyi;

/**
 * 存储或它的密钥用不了，没有发出；查询去向时，也可能是没有记录（{@link Abi#IHUYI_E_NO_STATUS}） / the store, or its secret key, cannot be used;
 * nothing was sent. Or, when a status was asked for, nothing is remembered of that message ({@link Abi#IHUYI_E_NO_STATUS}).
 */
public final class StoreException extends IhuyiException {
    private static final long serialVersionUID = 1;

    StoreException(Result result) {
        super(result);
    }
}
