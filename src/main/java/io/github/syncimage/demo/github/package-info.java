/** A GitHub of one repository: {@link io.github.syncimage.demo.github.LoopbackGitHub} is the door. */
package io.github.syncimage.demo.github;
