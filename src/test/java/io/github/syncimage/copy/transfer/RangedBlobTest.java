package io.github.syncimage.copy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import io.github.syncimage.registry.api.RegistryClient;
import io.github.syncimage.testing.Front;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RangedBlobTest {
    /** A chunk and a byte: who finds the line slow in the first of both has too little left to share it. */
    private static final byte[] CONTENT = new byte[RangePool.CHUNK + 1];

    /** Longer than a near host takes. */
    private static final long LATE_NANOS = 2 * RangedBlob.FAR_NANOS;

    private final Front front = Front.alone();
    private final RegistryClient client = new RegistryClient(HostSettings::of, 8);
    private final RangePool ranges = new RangePool(8, client::connections);
    private Repository repository;

    @BeforeEach
    void content() {
        new Random(1).nextBytes(CONTENT);
        repository = ImageReference.parse(front.host() + "/a/b:1").repository();
    }

    @AfterEach
    void close() {
        ranges.close();
        client.close();
        front.close();
    }

    /** Whoever has just started, or shares its processors, takes long over a first answer from the next room as well. */
    @Test
    void aHostThatHasAnsweredQuicklyIsNotFarForOneLateAnswer() throws Exception {
        front.answer(request -> isForBlob(request) ? late(request) : null);
        await().until(() -> {
            client.knows(repository);
            return client.quickestAnswer(repository).toNanos() <= RangedBlob.FAR_NANOS;
        });

        assertThat(read()).isEqualTo(CONTENT);
        assertThat(blobRequests()).isEqualTo(2);
    }

    private byte[] read() throws Exception {
        Descriptor blob = new Descriptor("application/octet-stream", Digest.of(CONTENT), CONTENT.length);
        try (RangedBlob in = new RangedBlob(ranges, client, repository, blob, 0)) {
            return in.readAllBytes();
        }
    }

    private long blobRequests() {
        return front.requests().stream().filter(RangedBlobTest::isForBlob).count();
    }

    private static boolean isForBlob(Front.Request request) {
        return request.line().contains("/blobs/");
    }

    private byte[] late(Front.Request request) {
        LockSupport.parkNanos(LATE_NANOS);
        if (!isForBlob(request)) {
            return Front.reply(404, "{}");
        }
        String[] bounds = request.header("Range").substring("bytes=".length()).split("-");
        int from = Integer.parseInt(bounds[0]);
        int to = Integer.parseInt(bounds[1]) + 1;
        return Front.reply(
                206,
                Arrays.copyOfRange(CONTENT, from, to),
                "Content-Range: bytes " + from + "-" + (to - 1) + "/" + CONTENT.length);
    }
}
