/** Foreign text, JSON and numbers, read and written in few words. Knows nobody, and everybody may know it. */
package io.github.syncimage.text;
