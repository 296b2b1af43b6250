package io.microcontainer.api.json;

/** A value that can write itself as a JSON object. */
public interface JsonWritable {

    /** Adds this value's fields, in the specification's order, the unknown ones last. */
    void write(JsonFields out);
}
