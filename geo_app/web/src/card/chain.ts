/** The fields of the responsible chain, which stand apart from the rest of the file. */
export const CHAIN = ['control_level', 'unit', 'person', 'telephone', 'measures']

/** Fields that every site has; the others are the layer's own. */
export const GENERAL = ['name', 'code', 'credit_code', 'address', 'remark']
