-- When the source's manifests were last found to have nothing attached; null where something was, or nobody has looked.
ALTER TABLE mirrored_image ADD COLUMN bare_at BIGINT;
