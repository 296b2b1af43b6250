package io.microcontainer.api.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes JSON as UTF-8. The same value is the same bytes on every machine. */
public final class JsonText {

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();

    private JsonText() {
    }

    /** The text without white space and without a last newline. */
    public static byte[] compact(JsonWritable value) {
        return compact(JsonFields.of(value));
    }

    /** The text without white space and without a last newline. */
    public static byte[] compact(JsonNode value) {
        return write(value, false);
    }

    /** The text for people: indented by two spaces, newlines as on Unix, one at the end. */
    public static byte[] pretty(JsonWritable value) {
        return pretty(JsonFields.of(value));
    }

    /** The text for people: indented by two spaces, newlines as on Unix, one at the end. */
    public static byte[] pretty(JsonNode value) {
        return write(value, true);
    }

    private static byte[] write(JsonNode value, boolean pretty) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(1024);
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            if (pretty) {
                out.setPrettyPrinter(printer());
            }
            write(out, value);
            if (pretty) {
                out.writeRaw('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory cannot fail", e);
        }
        return text.toByteArray();
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(indenter);
        printer.indentObjectsWith(indenter);
        return printer;
    }

    private static void write(JsonGenerator out, JsonNode value) throws IOException {
        switch (value.getNodeType()) {
            case OBJECT -> {
                out.writeStartObject();
                for (Map.Entry<String, JsonNode> field : value.properties()) {
                    out.writeFieldName(field.getKey());
                    write(out, field.getValue());
                }
                out.writeEndObject();
            }
            case ARRAY -> {
                out.writeStartArray();
                for (JsonNode element : value) {
                    write(out, element);
                }
                out.writeEndArray();
            }
            case STRING -> out.writeString(value.textValue());
            case BOOLEAN -> out.writeBoolean(value.booleanValue());
            case NULL -> out.writeNull();
            case NUMBER -> {
                switch (value.numberType()) {
                    case INT, LONG -> out.writeNumber(value.longValue());
                    case BIG_INTEGER -> out.writeNumber(value.bigIntegerValue());
                    case FLOAT, DOUBLE, BIG_DECIMAL -> out.writeNumber(value.decimalValue());
                }
            }
            case BINARY, POJO, MISSING -> throw new IllegalArgumentException("no JSON text stands for " + value.getNodeType());
        }
    }
}
