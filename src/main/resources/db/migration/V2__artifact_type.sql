-- What an image's client is; null for what was mirrored before this was noted.
ALTER TABLE mirrored_image ADD COLUMN type TEXT;
