package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.syncimage.image.ImageReference;
import io.github.syncimage.naming.InvalidTargetException;
import io.github.syncimage.naming.Naming;
import io.github.syncimage.naming.Reserved;
import io.github.syncimage.naming.Rules;
import io.github.syncimage.naming.TargetNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SWR's rules on names, which are narrower than the distribution's. */
class SwrNamesTest {
    private static final String HOST = "swr.cn-southwest-2.myhuaweicloud.com";

    @Test
    void aRepositoryIsAllBelowTheOrganization() {
        var longest = ImageReference.parse("quay.io/a/" + "b".repeat(128));

        assertThat(names("team").preferred(longest)).isPresent();
        assertThatThrownBy(() -> names("team/tools").preferred(longest))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessageStartingWith("the target name 'tools/bbb")
                .hasMessageEndingWith("is longer than the 128 characters that SWR allows");
    }

    @ParameterizedTest
    @CsvSource({"1team", "1team/tools"})
    void anOrganizationStartsWithALetter(String namespace) {
        assertThatThrownBy(() -> names(namespace))
                .isInstanceOf(InvalidTargetException.class)
                .hasMessageContaining("it starts with a letter and has at most 64 characters");
    }

    @Test
    void anOrganizationIsNotTooLong() {
        assertThat(names("a".repeat(64))).isNotNull();
        assertThatThrownBy(() -> names("a".repeat(65))).isInstanceOf(InvalidTargetException.class);
    }

    private static TargetNames names(String namespace) {
        return new TargetNames(Rules.DEFAULT, Reserved.NONE, Naming.IMAGE, HOST, namespace, SwrHost::refusal);
    }
}
