import { randomBytes } from 'node:crypto';
import { apiKeyOf } from '@fakexplain/service-kit';

/** 256 random bits, as letters that addresses take as they are. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const newApiKey = (): string => apiKeyOf(newToken());
