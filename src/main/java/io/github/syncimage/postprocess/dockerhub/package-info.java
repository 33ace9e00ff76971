/** The step for targets at Docker Hub: is the repository public, and does it say what it mirrors. */
package io.github.syncimage.postprocess.dockerhub;
