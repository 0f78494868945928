import type { Locator } from 'playwright-core';

/**
 * Waits until a dialogue says what would change, or why it cannot, as a person does before saving. Until then what it says is
 * about something older, or may still move the dialogue's content.
 */
export async function previewed(dialog: Locator): Promise<void> {
  await dialog
    .getByText(/^(Something changes in|No value changes)/)
    .or(dialog.getByRole('alert'))
    .first()
    .waitFor();
}
