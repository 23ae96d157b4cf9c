/** Phones as the server tells of them. */
export interface Device { id: string; username: string; person: string; name: string; first_seen_at: string; last_seen_at: string; revoked_at: string | null }
export interface DevicePage { offline_days: number; rows: Device[] }
