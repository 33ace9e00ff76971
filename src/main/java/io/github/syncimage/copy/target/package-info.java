/** The target's side of a copy: what stands there, which source may use its tag, and who sets the tag when. */
package io.github.syncimage.copy.target;
