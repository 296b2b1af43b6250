package io.microcontainer.app.cli.railcar;

import io.microcontainer.app.cli.HelpOption;
import io.microcontainer.run.container.EventsRequest;
import io.microcontainer.run.container.EventsService;
import io.microcontainer.run.option.DurationText;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code railcar events}. */
@Command(name = "events", header = "Tells as JSON what a container uses, and when its memory runs out.", sortOptions = false)
final class Events implements Callable<Integer> {

    static final class Interval implements ITypeConverter<Duration> {

        @Override
        public Duration convert(String text) {
            try {
                return DurationText.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    private final Railcar railcar;

    @Mixin
    private HelpOption help;

    @Option(names = "--interval", paramLabel = "DURATION", defaultValue = "5s", converter = Interval.class,
            description = "Time between two lines of what it uses, as 500ms or 1m30s (default: 5s).")
    private Duration interval;

    @Option(names = "--stats", description = "Print one line of what it uses, and no more.")
    private boolean stats;

    @Parameters(paramLabel = "ID", description = "The container's name.")
    private String id;

    Events(Railcar railcar) {
        this.railcar = railcar;
    }

    @Override
    public Integer call() {
        new EventsService(railcar.context()).events(new EventsRequest(id, interval, stats));
        return 0;
    }
}
