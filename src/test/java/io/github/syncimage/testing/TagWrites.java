package io.github.syncimage.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.demo.ExchangeCall;
import io.github.syncimage.demo.LoopbackRegistry;
import java.util.List;

/** Which tags of a registry were written, by the calls that it got. */
public final class TagWrites {
    private TagWrites() {}

    public static void assertEachOnce(LoopbackRegistry registry, List<String> tags) {
        assertThat(registry.calls().stream()
                        .filter(ExchangeCall::writes)
                        .map(ExchangeCall::path)
                        .filter(path -> tags.stream().anyMatch(tag -> path.endsWith("/manifests/" + tag))))
                .as("each tag was put once")
                .hasSize(tags.size())
                .doesNotHaveDuplicates();
    }
}
