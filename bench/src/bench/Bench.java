package bench;

import io.github.syncimage.testing.DockerRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares this program with crane, skopeo and oras, all in one run: every round gives each tool the same images and a
 * fresh target registry, tools take turns in going first, and what arrived is compared with the source by digest.
 * Prints medians, and our median as a ratio to the best peer's.
 */
public final class Bench {
    private static final String ACCEPT =
            "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Tool> tools = Tool.all(Path.of("").toAbsolutePath(), "target/bench/crane");
    private final Path folder;
    private final int rounds;

    private Bench(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    public static void main(String[] args) throws Exception {
        List<String> options = List.of(args);
        int rounds = options.contains("--rounds") ? Integer.parseInt(options.get(options.indexOf("--rounds") + 1)) : 5;
        List<String> only = options.contains("--only")
                ? List.of(options.get(options.indexOf("--only") + 1).split(","))
                : List.of();
        String where =
                System.getenv().getOrDefault("BENCH_DIR", Files.isDirectory(Path.of("/dev/shm")) ? "/dev/shm" : "/tmp");
        Path folder = Files.createTempDirectory(Path.of(where), "sync-image-bench");
        try {
            System.out.printf(
                    "registries keep their blobs in %s, %d rounds, %d processors%n",
                    where, rounds, Runtime.getRuntime().availableProcessors());
            new Bench(folder, rounds).run(only);
        } finally {
            delete(folder);
        }
    }

    private void run(List<String> only) throws Exception {
        List<Case> cases = Case.all().stream()
                .filter(c -> only.isEmpty() || only.contains(c.name()))
                .toList();
        for (Case work : cases) {
            try (DockerRegistry source = DockerRegistry.start()) {
                work.create(new BenchImages(source.host(), folder));
                measure(work, source);
            }
        }
    }

    private void measure(Case work, DockerRegistry source) throws Exception {
        Map<String, List<Measured>> results = new LinkedHashMap<>();
        List<Tool> order = new ArrayList<>(tools);
        for (int round = 0; round < rounds; round++) {
            for (Tool tool : order) {
                results.computeIfAbsent(tool.name(), name -> new ArrayList<>()).add(once(work, tool, source));
            }
            Collections.rotate(order, 1);
        }
        print(work, results);
    }

    private Measured once(Case work, Tool tool, DockerRegistry source) throws Exception {
        Path place = Files.createTempDirectory(folder, tool.name());
        try (DockerRegistry target = DockerRegistry.start();
                Far from = new Far(source.port(), work.source());
                Far to = new Far(target.port(), work.target())) {
            List<Tool.Copy> copies = work.images().stream()
                    .map(image -> new Tool.Copy(from.host() + "/" + image + ":1", to.host() + "/" + image + ":1"))
                    .toList();
            if (work.before() == Case.Before.SAME) {
                tool.way().copy(copies, place);
            } else if (work.before() == Case.Before.OTHER_REPOSITORY) {
                tool.way().copy(copies.stream().map(Bench::elsewhere).toList(), place);
            }
            Measured measured = tool.way().copy(copies, place);
            for (String image : work.images()) {
                compare(source.host(), target.host(), image, tool);
            }
            return measured;
        } finally {
            delete(place);
        }
    }

    private static Tool.Copy elsewhere(Tool.Copy copy) {
        return new Tool.Copy(copy.source(), copy.target().replaceFirst("/", "/old/"));
    }

    private void compare(String source, String target, String image, Tool tool) throws Exception {
        String there = digest(source, image);
        String here = digest(target, image);
        if (!there.equals(here)) {
            throw new IOException(tool.name() + " made " + here + " of " + image + "@" + there);
        }
    }

    private String digest(String registry, String image) throws Exception {
        HttpRequest head = HttpRequest.newBuilder(URI.create("http://" + registry + "/v2/" + image + "/manifests/1"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPT)
                .build();
        return http.send(head, HttpResponse.BodyHandlers.discarding())
                .headers()
                .firstValue("Docker-Content-Digest")
                .orElse("nothing");
    }

    private static void print(Case work, Map<String, List<Measured>> results) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        results.forEach((tool, runs) ->
                seconds.put(tool, median(runs.stream().map(Measured::seconds).toList())));
        double best = seconds.entrySet().stream()
                .filter(entry -> work.verifying() ? Tool.verifies(entry.getKey()) : Tool.isPeer(entry.getKey()))
                .mapToDouble(Map.Entry::getValue)
                .min()
                .orElseThrow();
        System.out.printf(
                "%n%s%s%n",
                work.name(),
                work.limit() == 0
                        ? ""
                        : " (at most " + work.limit() + " of the best peer"
                                + (work.verifying() ? " that verifies)" : ")"));
        results.forEach((tool, runs) -> System.out.printf(
                "  %-11s median %7.2f s   ratio to best peer %5.2f   peak %s   runs %s%n",
                tool,
                seconds.get(tool),
                seconds.get(tool) / best,
                peak(runs.stream().mapToDouble(Measured::peakMebibytes).max().orElse(0)),
                runs.stream().map(run -> "%.2f".formatted(run.seconds())).toList()));
    }

    /** A daemon's is not measured: its process does more than one copy. */
    private static String peak(double mebibytes) {
        return mebibytes == 0 ? "not measured" : "%6.0f MiB".formatted(mebibytes);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A registry as a tool sees it: over a simulated line, or as it is. */
    private static final class Far implements AutoCloseable {
        private final LineSimulator line;
        private final int port;

        Far(int port, Case.Line line) throws IOException {
            this.line = line == null ? null : new LineSimulator(port, line.roundTrip(), line.bytesPerSecond());
            this.port = line == null ? port : this.line.port();
        }

        String host() {
            return "127.0.0.1:" + port;
        }

        @Override
        public void close() throws IOException {
            if (line != null) {
                line.close();
            }
        }
    }
}
