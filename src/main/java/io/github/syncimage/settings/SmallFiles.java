package io.github.syncimage.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that a setting names: keys, a trusted root. */
record SmallFiles(Home home) {
    private static final int LARGEST = 1024 * 1024;

    /** @throws IllegalArgumentException in words that follow the file's name */
    byte[] read(Path path) {
        try (InputStream file = Files.newInputStream(home.lookUp(path))) {
            byte[] bytes = file.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST) {
                throw new IllegalArgumentException("is larger than 1 MiB");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("does not exist", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot be read", e);
        }
    }
}
