package io.microcontainer.api.json;

/** An enumerated value that a specification spells in a fixed way. */
public interface JsonWord {

    /** The value as the document spells it. */
    String word();
}
