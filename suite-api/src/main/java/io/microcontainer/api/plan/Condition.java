package io.microcontainer.api.plan;

/** How a conditional jump compares two words; orders are signed. */
public enum Condition {
    EQUAL("=="), NOT_EQUAL("!="), LESS("<"), AT_LEAST(">="), ANY_BIT_OF("&");

    private final String sign;

    Condition(String sign) {
        this.sign = sign;
    }

    /** The sign of the C language. */
    public String sign() {
        return sign;
    }
}
