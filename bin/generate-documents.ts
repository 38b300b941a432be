#!/usr/bin/env node
import { readFileSync, writeFileSync } from 'node:fs';
import { generatedParts, withPart } from '../lib/reference/documents.ts';

for (const part of generatedParts) {
  writeFileSync(part.document, withPart(readFileSync(part.document, 'utf8'), part));
}
