package bench;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One kind of work that tools are compared at.
 *
 * @param images repositories at the source registry, tag {@code 1} each
 * @param before what the same tool has copied beforehand, not measured
 * @param source how far the source is, null for loopback
 * @param target how far the target is, null for loopback
 * @param limit the largest allowed ratio of our time to the best peer's, 0 for none
 * @param verifying whether the best is looked for among those peers only that check what they carry
 */
record Case(
        String name, List<String> images, Before before, Line source, Line target, double limit, boolean verifying) {
    /** What the target has when the measured copy begins. */
    enum Before {
        NOTHING,
        /** The same images under the same names. */
        SAME,
        /** The same images in other repositories, from which layers can be mounted. */
        OTHER_REPOSITORY
    }

    /**
     * @param bytesPerSecond for each connection, 0 for no limit
     */
    record Line(Duration roundTrip, long bytesPerSecond) {}

    private static final Line FAR_SOURCE = new Line(Duration.ofMillis(100), 4_000_000);
    private static final Line FAR_TARGET = new Line(Duration.ofMillis(30), 0);

    static final List<String> TEN = named("small/image", 10);

    private Case(String name, List<String> images, Before before, Line source, Line target, double limit) {
        this(name, images, before, source, target, limit, false);
    }

    private static List<String> named(String prefix, int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
    }

    /** The table of what this program promises. */
    static List<Case> all() {
        return List.of(
                new Case("ten-small", TEN, Before.NOTHING, null, null, 0.8),
                new Case("thirty", named("thirty/image", 30), Before.NOTHING, null, null, 0.7),
                new Case("large", List.of("large/image"), Before.NOTHING, null, null, 1.2),
                new Case("three-large", named("three/image", 3), Before.NOTHING, null, null, 1.1, true),
                new Case("far", List.of("far/image"), Before.NOTHING, FAR_SOURCE, FAR_TARGET, 0.3),
                new Case("again", TEN, Before.SAME, null, null, 0),
                new Case("mounted", List.of("large/image"), Before.OTHER_REPOSITORY, null, null, 0),
                new Case("gibibyte", List.of("huge/image"), Before.NOTHING, null, null, 0));
    }

    /** Makes this case's images, the same in every run of the benchmark. */
    void create(BenchImages images) throws Exception {
        List<String> two = List.of("amd64", "arm64");
        for (String repository : this.images) {
            switch (name) {
                case "ten-small", "thirty", "again" -> images.index(repository, two, 40, 8 * 1024);
                case "large", "mounted" -> images.single(repository, 2, 380_000_000);
                case "three-large" -> images.single(repository, 2, 100_000_000);
                case "far" -> images.single(repository, 3, 64_000_000);
                default -> images.single(repository, 1, 1 << 30);
            }
        }
    }
}
