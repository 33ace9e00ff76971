package io.github.syncimage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;

/** The file of {@code --report}: JSON, a line for each result, written as they come so that a run that dies leaves them. */
public record ReportFile(Writer writer) implements AutoCloseable {
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
