package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What breaks say about sizes; UploadSessionTest and BrokenUploadsTest have them come over connections. */
class BodySizeLimitTest {
    private static final long MIB = 1024 * 1024;

    private final BodySizeLimit sizes = new BodySizeLimit();

    @Test
    void aQuarterOfWhatIsRefusedIsTriedNextAndKeptWhereItIsTaken() {
        sizes.refused(1000 * MIB);
        assertThat(sizes.most()).as("a round trip no longer shows").isEqualTo(64 * MIB);

        sizes.refused(64 * MIB);
        sizes.passed(16 * MIB);
        assertThat(sizes.most()).isEqualTo(16 * MIB);

        sizes.refused(16 * MIB);
        sizes.refused(5 * MIB);
        assertThat(sizes.most()).isEqualTo(MIB);
    }

    @Test
    void aRegistryThatIsAwayTellsNothingOfSizes() {
        sizes.refused(8 * MIB);
        assertThat(sizes.most()).isEqualTo(5 * MIB);

        sizes.broke(5 * MIB, 0);
        sizes.lost(5 * MIB, 0);
        assertThat(sizes.most()).isEqualTo(5 * MIB);

        sizes.broke(5 * MIB, 5 * MIB);
        sizes.lost(5 * MIB, 5 * MIB);
        assertThat(sizes.most()).as("it was all on its way").isEqualTo(5 * MIB / 2);
    }
}
