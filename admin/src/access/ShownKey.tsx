// The key of a device, this once: to be put into the device and kept nowhere else.
import { Alert, Modal, Typography } from 'antd'
import type { access } from '@shared/access/contract'
import type { OutputOf } from '@shared/contract'

export type Keyed = OutputOf<typeof access.registerDevice>

export function ShownKey({ device, onClose }: { device: Keyed; onClose: () => void }) {
  return (
    <Modal
      open
      title={`“${device.name}”的密钥`}
      okText="已经填进设备"
      cancelButtonProps={{ style: { display: 'none' } }}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      onOk={onClose}
    >
      <Alert
        type="warning"
        showIcon
        title="密钥只显示这一次，关闭后不能再看；丢了就换发一把。"
        style={{ marginBottom: 16 }}
      />
      <Typography.Paragraph copyable code style={{ overflowWrap: 'anywhere' }}>
        {device.key}
      </Typography.Paragraph>
    </Modal>
  )
}
