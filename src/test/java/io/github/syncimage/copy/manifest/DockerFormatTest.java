package io.github.syncimage.copy.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.syncimage.image.Digest;
import io.github.syncimage.registry.Descriptor;
import io.github.syncimage.registry.Manifest;
import io.github.syncimage.registry.MediaTypes;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerFormatTest {
    private static final Digest CONFIG = Digest.of("config");
    private static final Digest LAYER = Digest.of("layer");

    @ParameterizedTest
    @CsvSource({
        "application/vnd.oci.image.layer.v1.tar,                application/vnd.docker.image.rootfs.diff.tar",
        "application/vnd.oci.image.layer.v1.tar+gzip,           application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/vnd.oci.image.layer.v1.tar+zstd,           application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/vnd.docker.image.rootfs.diff.tar.zstd,     application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/vnd.docker.image.rootfs.diff.tar.gzip,     application/vnd.docker.image.rootfs.diff.tar.gzip",
        "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip,"
                + "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
    })
    void mapsLayers(String oci, String docker) {
        ImageManifest image = image(ImageManifest.OCI_CONFIG, oci);

        assertThat(DockerFormat.obstacle(image)).isEmpty();
        assertThat(ImageManifest.read(DockerFormat.manifest(image, Map.of())).layers())
                .extracting(layer -> layer.descriptor().mediaType())
                .containsExactly(docker);
    }

    @ParameterizedTest
    @CsvSource({
        "application/vnd.cncf.helm.config.v1+json,  application/vnd.oci.image.layer.v1.tar+gzip, artifact",
        "application/vnd.oci.image.config.v1+json,  application/vnd.in-toto+json,                artifact",
        "application/vnd.oci.image.config.v1+json,  application/vnd.oci.image.layer.v1.tar+encrypted, no layer type",
    })
    void saysWhatCannotBeWritten(String config, String layer, String obstacle) {
        assertThat(DockerFormat.obstacle(image(config, layer))).get().asString().contains(obstacle);
    }

    @Test
    void writesTheSmallestSchema2() {
        ImageManifest image = image(ImageManifest.OCI_CONFIG, "application/vnd.oci.image.layer.v1.tar+zstd");
        Descriptor gzip = new Descriptor("ignored", Digest.of("gzip"), 9);

        Manifest manifest = DockerFormat.manifest(image, Map.of(LAYER, gzip));

        assertThat(new String(manifest.bytes()))
                .isEqualTo(("{'schemaVersion':2,'mediaType':'application/vnd.docker.distribution.manifest.v2+json',"
                                + "'config':{'mediaType':'application/vnd.docker.container.image.v1+json','size':6,"
                                + "'digest':'" + CONFIG + "'},'layers':[{'mediaType':"
                                + "'application/vnd.docker.image.rootfs.diff.tar.gzip','size':9,'digest':'"
                                + gzip.digest() + "'}]}")
                        .replace('\'', '"'));
    }

    @Test
    void dropsAnnotationsOfIndexAndEntries() {
        ImageIndex index =
                index("{'schemaVersion':2,'annotations':{'a':'b'},'manifests':[{'mediaType':'" + MediaTypes.OCI_MANIFEST
                        + "','digest':'" + CONFIG + "','size':6,'annotations':{'c':'d'},"
                        + "'platform':{'architecture':'arm','os':'linux','variant':'v7','os.version':'1'}}]}");
        Descriptor converted = new Descriptor(MediaTypes.DOCKER_MANIFEST, Digest.of("converted"), 7);

        Manifest list = ImageIndex.of(
                MediaTypes.DOCKER_LIST,
                List.of(DockerFormat.entry(index.children().get(0), converted)));

        assertThat(new String(list.bytes()))
                .isEqualTo(("{'schemaVersion':2,'mediaType':'" + MediaTypes.DOCKER_LIST
                                + "','manifests':[{'mediaType':'" + MediaTypes.DOCKER_MANIFEST + "','size':7,'digest':'"
                                + converted.digest() + "','platform':{'architecture':'arm','os':'linux',"
                                + "'variant':'v7','os.version':'1'}}]}")
                        .replace('\'', '"'));
    }

    @Test
    void aSubsetKeepsEverythingElseAsItIs() {
        String first = "{'mediaType':'" + MediaTypes.OCI_MANIFEST + "','digest':'" + CONFIG
                + "','size':6,'x':[1,2.50,null,true],'platform':{'architecture':'amd64','os':'linux'}}";
        String second = first.replace("amd64", "arm64");
        ImageIndex index = index("{'manifests':[" + first + "," + second + "],'annotations':{'k':'v'},'mediaType':'"
                + MediaTypes.OCI_INDEX + "','schemaVersion':2}");

        Manifest subset = index.with(List.of(index.children().get(1).json()));

        assertThat(subset.mediaType()).isEqualTo(MediaTypes.OCI_INDEX);
        assertThat(new String(subset.bytes()))
                .isEqualTo(("{'manifests':[" + second + "],'annotations':{'k':'v'},'mediaType':'" + MediaTypes.OCI_INDEX
                                + "','schemaVersion':2}")
                        .replace('\'', '"'));
    }

    private static ImageIndex index(String json) {
        return ImageIndex.read(
                new Manifest(MediaTypes.OCI_INDEX, json.replace('\'', '"').getBytes()));
    }

    private static ImageManifest image(String configType, String layerType) {
        String json = "{'schemaVersion':2,'config':{'mediaType':'" + configType + "','size':6,'digest':'" + CONFIG
                + "'},'layers':[{'mediaType':'" + layerType + "','size':5,'digest':'" + LAYER + "'}]}";
        return ImageManifest.read(
                new Manifest(MediaTypes.OCI_MANIFEST, json.replace('\'', '"').getBytes()));
    }
}
