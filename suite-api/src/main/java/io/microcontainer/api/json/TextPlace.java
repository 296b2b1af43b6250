package io.microcontainer.api.json;

import com.fasterxml.jackson.core.JsonLocation;

/** A place in a text; line and column count from 1. */
record TextPlace(int line, int column) {

    static TextPlace of(JsonLocation location) {
        return location == null || location.getLineNr() < 1 ? null : new TextPlace(location.getLineNr(), location.getColumnNr());
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
