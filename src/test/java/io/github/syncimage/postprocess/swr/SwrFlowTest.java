package io.github.syncimage.postprocess.swr;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.flow.World;
import io.github.syncimage.registry.Credentials;
import io.github.syncimage.registry.MediaTypes;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * From an issue to its comment, with a target that is SWR as far as it shows: it takes Docker's manifests only, nobody but
 * the computed login writes, a repository is private until its API published it, and organizations are owned.
 */
@Tag("slow")
class SwrFlowTest {
    private static final String HOST = "swr.cn-southwest-2.myhuaweicloud.com";
    private static final String TARGET = HOST + "/team/hello-app:1.0";
    private static final Credentials LOGIN =
            SwrHost.login("cn-southwest-2", LoopbackSwrApi.ACCESS_KEY, LoopbackSwrApi.SECRET_KEY);

    @RegisterExtension
    private final World world = new World();

    private final LoopbackSwrApi api = world.closing(new LoopbackSwrApi(world.target));

    @BeforeEach
    void open() {
        world.target.dockerOnly().privateUntilPublished().onlyNamespaces("team").requireToken(LOGIN, true);
        api.organization("team");
        world.with("registries.generic.registry", HOST)
                .with("registries.generic.namespace", "team")
                .through(HOST, world.target.uri())
                .with("registries.huawei_swr.access_key", LoopbackSwrApi.ACCESS_KEY)
                .with("registries.huawei_swr.secret_key", LoopbackSwrApi.SECRET_KEY)
                .with("registries.huawei_swr.project_id", LoopbackSwrApi.PROJECT_ID)
                .with("registries.huawei_swr.endpoint", api.endpoint().toString());
    }

    @Test
    void publishesAndSaysSoOnceAnybodyCanPullAndChangesNothingThatIsPublicAlready() {
        assertThat(world.answer(World.HELLO))
                .contains("docker pull " + TARGET)
                .contains("| Public | yes, anybody can pull it (checked) |")
                .contains("the target takes Docker manifests only");
        assertThat(world.target.manifest("team/hello-app", "1.0").orElseThrow().mediaType())
                .isEqualTo(MediaTypes.DOCKER_LIST);
        assertThat(api.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/team/repos/hello-app",
                        "PATCH /v2/manage/namespaces/team/repos/hello-app");
        assertThat(world.labels(1)).containsExactly("porter", "success");

        assertThat(world.answer(World.HELLO)).contains("| Public | yes");
        assertThat(api.requests().stream().filter(request -> request.startsWith("PATCH")))
                .hasSize(1);
    }

    @Test
    void saysWhyItIsPrivateAndStillSucceeds() {
        api.forbidUpdates("SVCSTG.SWR.4030003");

        assertThat(world.answer(World.HELLO))
                .contains("docker pull " + TARGET)
                .contains("| Public | no, it is private (making it public did not work): `")
                .contains("403 SVCSTG.SWR.4030003: You do not have permission to update the repository.");
        assertThat(world.labels(1)).containsExactly("porter", "success");
    }

    @Test
    void callsNobodyWithoutKeys() {
        List.of("access_key", "secret_key", "project_id")
                .forEach(key -> world.options().remove("registries.huawei_swr." + key));
        world.with("registries.generic.username", LOGIN.username())
                .with("registries.generic.password", LOGIN.password());

        assertThat(world.answer(World.HELLO))
                .contains("docker pull " + TARGET)
                .contains(
                        "| Public | no, it is private (no keys for the cloud's API are configured, so it was left as it"
                                + " is): `HTTP 401");
        assertThat(api.requests()).isEmpty();
        assertThat(world.labels(1)).containsExactly("porter", "success");
    }

    @Test
    void explainsAnOrganizationThatIsMissing() {
        world.with("registries.generic.namespace", "nobodys");

        assertThat(world.answer(World.HELLO))
                .contains("## ❌ Failed")
                .contains("organization 'nobodys' is missing or not ours")
                .contains("an account may have five")
                .contains("create_namespace: true");
        assertThat(api.requests()).isEmpty();
        assertThat(world.labels(1)).containsExactly("porter", "failed");
    }

    @Test
    void createsTheOrganizationWhereThatIsConfigured() {
        world.with("registries.generic.namespace", "fresh").with("registries.huawei_swr.create_namespace", "true");

        assertThat(world.answer(World.HELLO))
                .contains("docker pull " + HOST + "/fresh/hello-app:1.0", "| Public | yes");

        assertThat(api.requests())
                .containsExactly(
                        "GET /v2/manage/namespaces/fresh",
                        "POST /v2/manage/namespaces",
                        "GET /v2/manage/namespaces/fresh/repos/hello-app",
                        "PATCH /v2/manage/namespaces/fresh/repos/hello-app");
    }

    @Test
    void explainsAnOrganizationOfSomebodyElse() {
        api.foreignOrganization("theirs");
        world.with("registries.generic.namespace", "theirs").with("registries.huawei_swr.create_namespace", "true");

        assertThat(world.answer(World.HELLO))
                .contains("## ❌ Failed")
                .contains("it belongs to another account (409 SVCSTG.SWR.4090102");
    }
}
