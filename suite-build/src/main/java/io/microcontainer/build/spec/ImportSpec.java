package io.microcontainer.build.spec;

import io.microcontainer.api.json.JsonFields;
import io.microcontainer.api.json.JsonWritable;
import java.util.List;

/**
 * The key {@code imports}: how modules of Python and Perl are chosen.
 *
 * @param python  for Python
 * @param perl    for Perl
 * @param modules that are taken besides
 */
public record ImportSpec(Mode python, Mode perl, List<String> modules) implements JsonWritable {

    /** What scripts import. */
    public static final ImportSpec DEFAULT = new ImportSpec(Mode.FOLLOW, Mode.FOLLOW, List.of());

    /** How much is taken. */
    public enum Mode { FOLLOW, ALL, NONE }

    public ImportSpec {
        modules = List.copyOf(modules);
    }

    @Override
    public void write(JsonFields out) {
        out.string("python", python == Mode.FOLLOW ? null : OutputSpec.word(python)).string("perl", perl == Mode.FOLLOW ? null : OutputSpec.word(perl))
                .strings("modules", modules);
    }
}
