package io.github.syncimage.copy.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipLayerTest {
    private static final byte[] ZEROS = new byte[10_000_000];

    @Test
    void givesTheSameContentAndTheSameBytesAgain() throws IOException {
        byte[] once = layer(ZEROS.length).readAllBytes();

        assertThat(layer(ZEROS.length).readAllBytes()).isEqualTo(once);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(once)).readAllBytes())
                .isEqualTo(ZEROS);
    }

    @Test
    void stopsAtALayerThatUnpacksWithoutEnd() {
        assertThatThrownBy(() -> layer(1_000_000).transferTo(OutputStream.nullOutputStream()))
                .hasMessage("the layer unpacks to more than 1000000 bytes");
    }

    private static GzipLayer layer(long largest) throws IOException {
        return new GzipLayer(new ByteArrayInputStream(Zstd.compress(ZEROS)), largest);
    }
}
