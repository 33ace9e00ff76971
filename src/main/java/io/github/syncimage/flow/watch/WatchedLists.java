package io.github.syncimage.flow.watch;

import io.github.syncimage.settings.Problem;
import io.github.syncimage.settings.SettingsException;
import io.github.syncimage.watch.WatchFile;
import io.github.syncimage.watch.WatchList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lists as their files say now; one that cannot be read any more stays as it was, and the log says why. */
public final class WatchedLists {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedLists.class);

    private final List<Path> files;
    private final WatchFile reader;
    private final Map<Path, WatchList> lists = new LinkedHashMap<>();
    private final Map<Path, byte[]> seen = new HashMap<>();

    public WatchedLists(List<Path> files, WatchFile reader) {
        this.files = List.copyOf(files);
        this.reader = reader;
    }

    /** The lists' names, which do not change while the program runs. */
    List<String> names() {
        return files.stream().map(WatchFile::name).toList();
    }

    /** Finds what is wrong with files as they are now, also two that have one name. */
    public static List<Problem> problems(List<Path> files, WatchFile reader) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Path> names = new HashMap<>();
        for (Path file : files) {
            try {
                Path other = names.put(reader.read(file).name(), file);
                if (other != null) {
                    problems.add(new Problem(file.toString(), "watch.file", "has the name of " + other));
                }
            } catch (SettingsException e) {
                problems.addAll(e.problems());
            }
        }
        return problems;
    }

    /** Reads again what was edited, and gives all of them. */
    public synchronized List<WatchList> all() {
        for (Path file : files) {
            byte[] content = content(file);
            if (!Arrays.equals(content, seen.put(file, content))) {
                read(file);
            }
        }
        return List.copyOf(lists.values());
    }

    private void read(Path file) {
        try {
            WatchList list = reader.read(file);
            list.warnings().forEach(warning -> LOG.warn("{}", warning));
            lists.put(file, list);
            LOG.info("watching {} entries of {}", list.entries().size(), file);
        } catch (SettingsException e) {
            e.problems().forEach(problem -> LOG.error("not read, the list goes on as it was: {}", problem));
        }
    }

    private static byte[] content(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return new byte[0];
        }
    }

    /** Gives what they say of registries. */
    public synchronized List<WatchList.Access> access() {
        return lists.values().stream().flatMap(list -> list.access().stream()).toList();
    }
}
