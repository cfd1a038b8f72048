import { defineConfig } from '@playwright/test';
import base from './playwright.config.ts';

/** `npm run screenshots`: renders the pictures that README shows. */
export default defineConfig(base, { testDir: 'test/screenshots', workers: 1 });
