export const seedInspections = async (): Promise<void> => {}
