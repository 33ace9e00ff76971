package io.github.syncimage.cli.output;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The file of {@code --report}: JSON, a line for each result, written as they come so that a run that dies leaves them. */
public final class ReportFile implements AutoCloseable {
    private final Writer writer;

    private ReportFile(Writer writer) {
        this.writer = writer;
    }

    /**
     * Begins the file anew.
     *
     * @param file null for none, and then nothing is written
     * @throws ParameterException where it cannot be written
     */
    public static ReportFile open(Path file, CommandLine line) {
        try {
            return new ReportFile(file == null ? Writer.nullWriter() : Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new ParameterException(line, "cannot write the report (" + file + "): " + e.getMessage(), e);
        }
    }

    public void add(String json) {
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
