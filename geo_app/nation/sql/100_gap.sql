-- The whole ledger of gaps.
SELECT source_id, target_id, rule, verdict, measured_m FROM measured_gap
UNION ALL SELECT source_id, target_id, rule, verdict, measured_m FROM undecided_gap
UNION ALL SELECT source_id, target_id, rule, verdict, measured_m FROM risk_gap
UNION ALL SELECT source_id, 0, rule, 'unchecked', NULL FROM unsurveyed_gap
