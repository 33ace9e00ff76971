package io.github.syncimage.copy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RangePoolTest {
    private static final String HOST = "registry.example.com";
    private static final long LARGE = 1L << 30;
    private static final int MIB = 1 << 20;

    private final RangePool ranges = new RangePool(8, host -> host.equals(HOST) ? 16 : 2);

    @AfterEach
    void close() {
        ranges.close();
    }

    @Test
    void aBlobAloneGetsAllConnections() {
        ranges.begin(HOST);
        ranges.expect(HOST, LARGE);

        assertThat(taken(20)).isEqualTo(16);
    }

    @Test
    void noMoreRangesAreUnderWayThanTheHostHasConnections() {
        ranges.expect("few.example.com", LARGE);

        assertThat(ranges.takeChunk("few.example.com", LARGE, 0, false)).isPositive();
        assertThat(ranges.takeChunk("few.example.com", LARGE, 1, false)).isPositive();
        assertThat(ranges.takeChunk("few.example.com", LARGE, 2, false)).isZero();
        ranges.giveConnection("few.example.com");
        assertThat(ranges.takeChunk("few.example.com", LARGE, 1, false)).isPositive();
    }

    @Test
    void blobsThatComeTogetherLeaveConnectionsToEachOther() {
        IntStream.range(0, 4).forEach(i -> ranges.begin(HOST));
        ranges.expect(HOST, LARGE);

        for (int blob = 0; blob < 4; blob++) {
            assertThat(taken(20)).isEqualTo(4);
        }
    }

    @Test
    void whoHasNothingUnderWayOverdraws() {
        ranges.expect(HOST, LARGE);
        taken(20);

        assertThat(ranges.takeChunk(HOST, LARGE, 0, false)).isZero();
        assertThat(ranges.takeChunk(HOST, LARGE, 0, true)).isEqualTo(RangePool.CHUNK);
    }

    @Test
    void atTheEndEachConnectionTakesThreeQuartersOfItsShareOfWhatIsLeft() {
        ranges.expect(HOST, 32 * MIB);

        for (int i = 0; i < 15; i++) {
            assertThat(ranges.takeChunk(HOST, (32 - 2 * i) * MIB, i, false)).isEqualTo(3 * MIB / 2);
        }
        ranges.settle(HOST, 30 * MIB);
        assertThat(ranges.takeChunk(HOST, 2 * MIB, 15, false)).isEqualTo(MIB);
    }

    @Test
    void withoutMemoryBytesStayOnTheLineButForTheChunkThatIsReadNow() throws Exception {
        int most = RangePool.MOST_PIECES;
        for (int i = 0; i < most; i++) {
            ranges.takePiece(() -> true);
        }
        AtomicBoolean mayWait = new AtomicBoolean(true);
        CompletableFuture<byte[]> piece = take(mayWait::get);

        assertThat(take(() -> false).join()).hasSize(RangePool.PIECE);
        assertThat(piece).isNotDone();
        mayWait.set(false);
        ranges.lookAgain();
        assertThat(piece.join()).hasSize(RangePool.PIECE);

        CompletableFuture<byte[]> another = take(() -> true);
        ranges.givePiece(new byte[RangePool.PIECE]);
        ranges.givePiece(new byte[RangePool.PIECE]);
        assertThat(another).isNotDone();
        ranges.givePiece(new byte[RangePool.PIECE]);
        await().until(another::isDone);
    }

    /** How many of so many a blob gets. */
    private int taken(int asked) {
        return (int) IntStream.range(0, asked)
                .filter(held -> ranges.takeChunk(HOST, LARGE, held, false) > 0)
                .count();
    }

    private CompletableFuture<byte[]> take(BooleanSupplier mayWait) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ranges.takePiece(mayWait);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
