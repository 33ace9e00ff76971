/** A GitHub of one repository: {@link io.github.syncimage.demo.github.DemoGitHub} is the door. */
package io.github.syncimage.demo.github;
