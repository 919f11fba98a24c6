package ihuyi;

/** 模板或变量有问题 / templates and their variables. */
public final class TemplateException extends IhuyiException {
    private static final long serialVersionUID = 1;

    TemplateException(Result result) {
        super(result);
    }
}
