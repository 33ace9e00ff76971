package io.github.syncimage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of a command that has a line for each result. */
final class ResultOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--json", description = "Print results as JSON, a line each.")
    private boolean json;

    @Option(
            names = "--report",
            paramLabel = "FILE",
            description = "Also write the results to a file, as JSON, a line each.")
    private Path report;

    boolean json() {
        return json;
    }

    /**
     * The file that {@code --report} names, begun anew, or one that takes everything and is none.
     *
     * @throws ParameterException where it cannot be written
     */
    Report openReport() {
        try {
            return new Report(report == null ? Writer.nullWriter() : Files.newBufferedWriter(report));
        } catch (IOException e) {
            String message = "cannot write the report (" + report + "): " + e.getMessage();
            throw new ParameterException(spec.commandLine(), message, e);
        }
    }

    /** The file of {@code --report}: JSON, a line for each result, written as they come so that a run that dies leaves them. */
    record Report(Writer writer) implements AutoCloseable {
        void add(String json) {
            try {
                writer.write(json + System.lineSeparator());
                writer.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
