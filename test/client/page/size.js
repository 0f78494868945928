// What a page has of the package at least. The test bundles it to measure it.
export { HeksherClient, localStorageStore, t } from '@heksher/client';
