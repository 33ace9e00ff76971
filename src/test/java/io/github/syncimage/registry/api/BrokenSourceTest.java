package io.github.syncimage.registry.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.demo.LoopbackRegistry;
import io.github.syncimage.image.Digest;
import io.github.syncimage.image.ImageReference;
import io.github.syncimage.image.Repository;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.HostSettings;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BrokenSourceTest {
    private static final byte[] CONTENT = "layer".getBytes(StandardCharsets.UTF_8);

    @Test
    void anErrorInTheMiddleOfAnUploadLeavesTheHostUsable() {
        try (LoopbackRegistry registry = new LoopbackRegistry();
                RegistryClient client = new RegistryClient(HostSettings::of, 2)) {
            Repository repository =
                    ImageReference.parse(registry.host() + "/a/app:1").repository();
            Descriptor blob = new Descriptor("application/octet-stream", Digest.of(CONTENT), CONTENT.length);

            assertThatThrownBy(() -> client.putBlob(repository, blob, offset -> {
                        throw new OutOfMemoryError("for the test");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);

            client.putBlob(repository, blob, offset -> new ByteArrayInputStream(CONTENT));
            assertThat(registry.blob("a/app", blob.digest())).hasValue(CONTENT);
        }
    }
}
